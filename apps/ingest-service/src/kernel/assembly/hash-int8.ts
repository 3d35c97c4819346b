/** PostgreSQL's `hashint8` of an id from 0 to 2^63 - 1, as `byKindSql` makes sketches of it. */
export function hashInt8(id: i64): u32 {
  const seed: u32 = 0x9e3779b9 + 4 + 3923095;
  // Bob Jenkins' final() of lookup3, 2006, as in hash_bytes_uint32.
  let a: u32 = seed + (<u32>id ^ <u32>(id >> 32));
  let b: u32 = seed;
  let c: u32 = seed;
  c = (c ^ b) - rotl<u32>(b, 14);
  a = (a ^ c) - rotl<u32>(c, 11);
  b = (b ^ a) - rotl<u32>(a, 25);
  c = (c ^ b) - rotl<u32>(b, 16);
  a = (a ^ c) - rotl<u32>(c, 4);
  b = (b ^ a) - rotl<u32>(a, 14);
  return (c ^ b) - rotl<u32>(b, 24);
}
