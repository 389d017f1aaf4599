/* A gate that every call of the C library passes, and that is closed while the process forks.

   A child has only the thread that forked: a lock that another one held would stay locked in it for good, those of
   Swift's runtime too. So fork waits until no thread is inside a call, and the child finds every lock free. */
#ifndef UL2_FORK_GATE_H
#define UL2_FORK_GATE_H

/* Not recursive: between the two no call passes the gate again, and none forks. */
void ul2_gate_enter(void);
void ul2_gate_leave(void);

#endif
