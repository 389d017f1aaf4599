/// How many threads work unless a number is given: those that a scheduler or a container has given
/// to this process, which on a shared machine are few of its processors.
import Glibc

/// `SLURM_CPUS_PER_TASK`, else the cgroup's quota, else the processors.
///
/// - Parameter variable: looks up a variable of the environment.
package func defaultWorkerCount(_ variable: (String) -> String?) -> Int {
  if let count = variable("SLURM_CPUS_PER_TASK").flatMap({ Int($0) }), count > 0 {
    return min(count, 1024)
  }
  let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  return min(processors, cgroupQuota(below: "/") ?? processors)
}

/// Processors' worth of time that the process's cgroup, or one that it is in, may use; nil where it is not limited.
/// A part of a processor counts as one.
///
/// - Parameter root: where `proc` and `sys` are.
package func cgroupQuota(below root: String) -> Int? {
  let groups = lines(of: root + "proc/self/cgroup").compactMap { line -> [Substring]? in
    let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count == 3 ? parts : nil
  }
  var quotas: [Double] = []
  for group in groups {
    let controllers = group[1].split(separator: ",")
    let isUnified = group[0] == "0" && controllers.isEmpty
    guard isUnified || controllers.contains("cpu") else { continue }
    let directories =
      isUnified ? ["sys/fs/cgroup"] : ["sys/fs/cgroup/cpu", "sys/fs/cgroup/\(group[1])"]
    for directory in directories {
      for path in enclosing(String(group[2])) {
        let place = root + directory + path
        if let quota = isUnified ? unifiedQuota(place) : earlierQuota(place) {
          quotas.append(quota)
        }
      }
    }
  }
  return quotas.min().map { max(1, Int($0.rounded(.up))) }
}

/// A cgroup's path and those of the ones that it is in, the outermost last. In a container it may be the host's
/// path: what is there then is the outermost only.
private func enclosing(_ path: String) -> [String] {
  var paths = [""]
  for part in path.split(separator: "/") where part != ".." {
    paths.append(paths[paths.count - 1] + "/" + part)
  }
  return paths.reversed()
}

/// Of `cpu.max`: `200000 100000`, or `max 100000`.
private func unifiedQuota(_ directory: String) -> Double? {
  let words = lines(of: directory + "/cpu.max").first?.split(separator: " ") ?? []
  guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), period > 0
  else { return nil }
  return quota / period
}

/// Of version 1: -1 where there is no limit.
private func earlierQuota(_ directory: String) -> Double? {
  func number(_ name: String) -> Double? {
    lines(of: directory + "/cpu.cfs_" + name).first.flatMap { Double($0) }
  }
  guard let quota = number("quota_us"), let period = number("period_us"), quota > 0, period > 0
  else { return nil }
  return quota / period
}

private func lines(of path: String) -> [Substring] {
  guard exists(path), let bytes = try? readFile(path, limit: 1 << 20) else { return [] }
  return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
}
