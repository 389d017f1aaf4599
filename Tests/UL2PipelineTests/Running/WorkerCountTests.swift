import TestSupport
import Testing
import UL2Core
import UL2Pipeline

@Suite("How many threads work")
struct WorkerCountTests {
  private let directory = TemporaryDirectory()

  private func quota(_ files: [String: String]) throws -> Int? {
    for (path, text) in files { try directory.write(Array(text.utf8), path) }
    return cgroupQuota(below: directory(""))
  }

  @Test("Version 2: the lowest limit of the group and its parents, rounded up")
  func unified() throws {
    #expect(
      try quota([
        "proc/self/cgroup": "0::/kubepods/pod1\n",
        "sys/fs/cgroup/kubepods/cpu.max": "350000 100000\n",
        "sys/fs/cgroup/kubepods/pod1/cpu.max": "max 100000\n",
      ]) == 4)
    try directory.write(Array("50000 100000\n".utf8), "sys/fs/cgroup/kubepods/pod1/cpu.max")
    #expect(try quota([:]) == 1)
  }

  @Test("Version 1, as the host and as a container see it", arguments: ["/docker/abc", "/"])
  func earlier(path: String) throws {
    let place = path == "/" ? "" : "docker/abc/"
    #expect(
      try quota([
        "proc/self/cgroup": "12:memory:/x\n4:cpu,cpuacct:/docker/abc\n0::/\n",
        "sys/fs/cgroup/cpu/\(place)cpu.cfs_quota_us": "200000\n",
        "sys/fs/cgroup/cpu/\(place)cpu.cfs_period_us": "100000\n",
      ]) == 2)
  }

  @Test("No limit, or none stated")
  func unlimited() throws {
    #expect(try quota([:]) == nil)
    #expect(
      try quota([
        "proc/self/cgroup": "0::/\n4:cpu:/\nnonsense\n", "sys/fs/cgroup/cpu.max": "max 100000\n",
        "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
        "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      ]) == nil)
  }

  @Test("A scheduler's number comes first")
  func slurm() {
    #expect(defaultWorkerCount { $0 == "SLURM_CPUS_PER_TASK" ? "7" : nil } == 7)
    #expect(defaultWorkerCount { _ in "none" } >= 1)
    #expect(defaultWorkerCount { _ in nil } == defaultWorkerCount { _ in "0" })
  }
}
