// The libraries that could be used instead, measured for Benchmarks/libraries.py: simdjson, OpenSSL, protobuf.
// The same measurements as ours/main.swift, printed in the same way.
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <simdjson.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "sentencepiece_model.pb.h"

static double processor_seconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

static void measure(const char *name, int passes, const std::function<size_t()> &body) {
  body();
  std::vector<double> seconds;
  size_t count = 0;
  for (int i = 0; i < passes; i++) {
    double start = processor_seconds();
    count = body();
    seconds.push_back(processor_seconds() - start);
  }
  std::sort(seconds.begin(), seconds.end());
  printf("%s %zu %.9f\n", name, count, seconds[passes / 2]);
}

static void must(bool holds) {
  if (!holds) abort();
}

static void json(const char *path, const char *field) {
  using namespace simdjson;
  padded_string data = padded_string::load(path);
  ondemand::parser parser;
  measure("stream", 9, [&] {
    size_t count = 0;
    ondemand::document_stream documents;
    must(!parser.iterate_many(data, 1 << 20).get(documents));
    for (auto document : documents) {
      std::string_view text;
      must(!document[field].get_string().get(text));
      count += text.size();
    }
    return count;
  });
  measure("lines", 9, [&] {
    size_t count = 0;
    const char *line = data.data(), *end = line + data.size();
    while (line < end) {
      const char *stop = (const char *)memchr(line, '\n', end - line);
      if (!stop) stop = end;
      ondemand::document document;
      must(!parser.iterate(line, stop - line, end + SIMDJSON_PADDING - line).get(document));
      std::string_view text;
      must(!document[field].get_string().get(text));
      count += text.size();
      line = stop + 1;
    }
    return count;
  });
}

static std::string hexadecimal(const unsigned char *bytes) {
  static const char digits[] = "0123456789abcdef";
  std::string text;
  for (int i = 0; i < 32; i++) (text += digits[bytes[i] >> 4]) += digits[bytes[i] & 15];
  return text;
}

static void hmac(std::string &key, const std::string &message) {
  unsigned char digest[32];
  HMAC(EVP_sha256(), key.data(), key.size(), (const unsigned char *)message.data(), message.size(), digest, nullptr);
  key.assign((const char *)digest, 32);
}

static std::string hash(const std::string &text) {
  unsigned char digest[32];
  SHA256((const unsigned char *)text.data(), text.size(), digest);
  return hexadecimal(digest);
}

static void sign() {
  const std::string secret = "AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  measure("request", 9, [&] {
    for (int i = 0; i < 1000; i++) {
      time_t now = 1369353600;
      tm parts;
      char when[32];
      strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &parts));
      std::string nothing = hash(""), names = "host;range;x-amz-content-sha256;x-amz-date";
      std::string canonical = "GET\n/data/shard.00001.json.gz\n\nhost:examplebucket.s3.amazonaws.com\nrange:bytes=" +
                              std::to_string(i) + "-9\nx-amz-content-sha256:" + nothing + "\nx-amz-date:" + when +
                              "\n\n" + names + "\n" + nothing;
      std::string date(when, 8), scope = date + "/us-east-1/s3/aws4_request", key = secret;
      for (const std::string &part : {date, std::string("us-east-1"), std::string("s3"), std::string("aws4_request"),
                                      "AWS4-HMAC-SHA256\n" + std::string(when) + "\n" + scope + "\n" + hash(canonical)})
        hmac(key, part);
      std::string header = "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/" + scope +
                           ",SignedHeaders=" + names + ",Signature=" + hexadecimal((const unsigned char *)key.data());
      must(!header.empty());
    }
    return size_t(1000);
  });
  measure("hmac", 9, [&] {
    std::string key = secret;
    for (int i = 0; i < 1000; i++) hmac(key, "aws4_request");
    return size_t(1000);
  });
  std::string data(1 << 20, 7);
  measure("sha256", 5, [&] { return hash(data).size() == 64 ? data.size() : 0; });
}

static void model(const char *path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  measure("model", 15, [&] {
    sentencepiece::ModelProto message;
    must(message.ParseFromString(bytes));
    return size_t(message.pieces_size());
  });
}

int main(int count, char **words) {
  std::string what = count > 1 ? words[1] : "";
  if (what == "json" && count == 4) json(words[2], words[3]);
  else if (what == "sign") sign();
  else if (what == "model" && count == 3) model(words[2]);
  else return 64;
}
