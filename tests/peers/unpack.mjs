// Opens events with the SD-JWT library of npm: a line of JSON in, {"data": …, "disclosures": […]}, a line with the opened members out.
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { unpackSync } from "@sd-jwt/decode";
import { Disclosure } from "@sd-jwt/utils";

const hasher = (data, alg) => {
  if (alg !== "sha-256") throw new Error(`another algorithm: ${alg}`);
  return new Uint8Array(createHash("sha256").update(data).digest());
};

for await (const line of createInterface({ input: process.stdin })) {
  const { data, disclosures } = JSON.parse(line);
  const read = disclosures.map((each) => Disclosure.fromEncodeSync(each, { hasher, alg: "sha-256" }));
  console.log(JSON.stringify(unpackSync(data, read, hasher).unpackedObj));
}
