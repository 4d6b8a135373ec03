// Reads an AsyncAPI document with the AsyncAPI project's own parser; prints what it finds wrong and ends with 1 for errors.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
for (const each of diagnostics) {
  console.log(`${["error", "warning", "information", "hint"][each.severity]} ${each.path.join(".")}: ${each.message}`);
}
console.log(JSON.stringify({
  channels: document?.channels().all().length ?? 0,
  messages: document?.messages().all().map((message) => message.id()) ?? [],
}));
process.exit(document && !diagnostics.some((each) => each.severity === 0) ? 0 : 1);
