import { readFileSync } from 'node:fs';
import { decodeArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';

/**
 * Scores users for another program: `node score-lines.js ARTEFACT`. Standard input is one batch after the
 * other, each a number of users (4 bytes, little endian) and their features in catalogue order (float32, NaN
 * for never); for each batch come the margins (float64).
 */
const model = new ChurnModel(decodeArtefact(readFileSync(process.argv[2]!)));
const width = model.catalogue.features.length;
const COUNT_BYTES = 4;

let rest: Buffer = Buffer.alloc(0);
const pieces: Buffer[] = [];
let held = 0;
for await (const piece of process.stdin) {
  pieces.push(piece as Buffer);
  held += (piece as Buffer).length;
  if (rest.length + held < wanted(rest)) continue;
  rest = Buffer.concat([rest, ...pieces.splice(0)]);
  held = 0;
  for (let size = wanted(rest); size <= rest.length; size = wanted(rest)) {
    process.stdout.write(margins(rest.subarray(COUNT_BYTES, size)));
    rest = rest.subarray(size);
  }
}

/** Bytes of the batch that begins there. */
function wanted(bytes: Buffer): number {
  return bytes.length < COUNT_BYTES ? COUNT_BYTES : COUNT_BYTES + bytes.readUInt32LE(0) * width * 4;
}

function margins(features: Buffer): Uint8Array {
  // Copied: numbers must begin at a multiple of four.
  const values = new Float32Array(Uint8Array.from(features).buffer);
  return new Uint8Array(model.margins(values, values.length / width).buffer);
}
