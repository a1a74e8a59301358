// Proof of execution: every node leaves a line in the file that E2E_MARKER names.
import { appendFileSync } from "node:fs";

export function ran(node) {
  if (process.env.E2E_MARKER) appendFileSync(process.env.E2E_MARKER, `${node}\n`);
}
