/**
 * SQL of a number among float32 of little-endian bytes, exactly, as float8; null for NaN, which is what never
 * happened or is not known. Written out: a cluster has no function of ours on its workers.
 */
export function featureSql(bytes: string, place: number): string {
  const byte = (at: number) => `(get_byte(${bytes}, ${4 * place + at}) << ${8 * at})`;
  const bits = `(${[0, 1, 2, 3].map(byte).join(' | ')})`;
  const exponent = `((${bits} >> 23) & 255)`;
  // Of numbers with the exponent 0 the first digit, 2^23, is not there.
  const fraction = `((${bits} & 8388607) + CASE ${exponent} WHEN 0 THEN 0 ELSE 8388608 END)`;
  return `(CASE ${exponent} WHEN 255 THEN NULL
    ELSE sign(${bits} + 0.5::float8) * ${fraction} * 2::float8 ^ (greatest(${exponent}, 1) - 150) END)`;
}
