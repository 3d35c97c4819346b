import { OutdatedModelError } from '#common/outdated-model';
import type { SparseRows } from '#ml';

const MAGIC = 0x314d5242; // the bytes "BRM1"
const VERSION = 5;
const HEADER_BYTES = 32;

/** A cold song whose vector and weights are made of its singers' other songs. */
export const PLACED = 1;
/** A song that is found by co-plays alone. */
export const WITHOUT_VECTOR = 2;

/** Everything serving needs, as training leaves it. Ids ascend; vectors lie row by row in the order of the ids. */
export interface ModelArtefact {
  factors: number;
  userIds: BigInt64Array;
  songIds: BigInt64Array;
  userFactors: Float32Array;
  songFactors: Float32Array;
  /** Share of the factors in a score; see TrainedModel. */
  factorShare: number;
  /** Songs x songs: what a liked song adds to the scores of others. */
  itemWeights: SparseRows;
  /**
   * Songs x songs: what a song adds, besides, to the scores of those that are heard after it. Empty where no session is
   * known, or where the other scores find more without it.
   */
  coPlays: SparseRows;
  /** What recent popularity adds to the score of each song; 0 for cold ones. Default: nothing. */
  popularity?: Float32Array;
  /** Users x songs with their weights; weight 0 is a song the user has only skipped. */
  played: SparseRows;
  /** Listeners of each song. */
  listeners: Uint32Array;
  /** For each song with too few listeners to be learned {@link PLACED} or {@link WITHOUT_VECTOR}; 0: learned. */
  isCold: Uint8Array;
  /** Device code of each user. */
  devices: Uint8Array;
}

/**
 * Binary layout, little-endian, every section beginning at a multiple of 8 bytes:
 *
 *   header   u32 magic "BRM1", version, users, songs, factors, played pairs, item weights; f32 share of the factors
 *   i64      user ids [users], ascending
 *   i64      song ids [songs], ascending
 *   f32      user vectors [users x factors]
 *   f32      song vectors [songs x factors]
 *   i32      played: starts [users + 1]
 *   i32      played: song index of each pair, ascending within a user
 *   f32      played: weight of each pair
 *   u32      listeners [songs]
 *   u8       0, PLACED or WITHOUT_VECTOR [songs]
 *   u8       device codes [users]
 *   i32      item weights: starts [songs + 1]
 *   i32      item weights: song index of each, ascending within a song
 *   f32      item weights
 *            co-plays: as item weights
 *   f32      what recent popularity adds [songs]
 */
export function encodeArtefact(artefact: ModelArtefact): Uint8Array<ArrayBuffer> {
  const header = Uint32Array.of(
    MAGIC,
    VERSION,
    artefact.userIds.length,
    artefact.songIds.length,
    artefact.factors,
    artefact.played.indices.length,
    artefact.itemWeights.indices.length,
    new Uint32Array(Float32Array.of(artefact.factorShare).buffer)[0]!,
  );
  const sections = [
    header,
    artefact.userIds,
    artefact.songIds,
    artefact.userFactors,
    artefact.songFactors,
    artefact.played.starts,
    artefact.played.indices,
    artefact.played.weights,
    artefact.listeners,
    artefact.isCold,
    artefact.devices,
    artefact.itemWeights.starts,
    artefact.itemWeights.indices,
    artefact.itemWeights.weights,
    artefact.coPlays.starts,
    artefact.coPlays.indices,
    artefact.coPlays.weights,
    artefact.popularity ?? new Float32Array(artefact.songIds.length),
  ];
  const bytes = new Uint8Array(sections.reduce((sum, section) => sum + padded(section.byteLength), 0));
  let at = 0;
  for (const section of sections) {
    bytes.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), at);
    at += padded(section.byteLength);
  }
  return bytes;
}

/**
 * Reads what {@link encodeArtefact} wrote. The arrays are views of the bytes where these are aligned, else of one copy.
 * @throws OutdatedModelError when it is of another layout; Error when it is not such an artefact, or of the
 * wrong length.
 */
export function decodeArtefact(bytes: Uint8Array): Required<ModelArtefact> {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const [magic, version, users, songs, factors, pairs, weights, share] = readHeader(aligned);
  if (magic !== MAGIC) throw new Error('These bytes are not a recommender model.');
  if (version !== VERSION) {
    throw new OutdatedModelError(`it has layout ${version}, and this program reads layout ${VERSION} only.`);
  }
  const reader = new SectionReader(aligned);
  const artefact = {
    factors,
    factorShare: new Float32Array(Uint32Array.of(share).buffer)[0]!,
    userIds: reader.take(BigInt64Array, users),
    songIds: reader.take(BigInt64Array, songs),
    userFactors: reader.take(Float32Array, users * factors),
    songFactors: reader.take(Float32Array, songs * factors),
    played: {
      rows: users,
      columns: songs,
      starts: reader.take(Int32Array, users + 1),
      indices: reader.take(Int32Array, pairs),
      weights: reader.take(Float32Array, pairs),
    },
    listeners: reader.take(Uint32Array, songs),
    isCold: reader.take(Uint8Array, songs),
    devices: reader.take(Uint8Array, users),
    itemWeights: {
      rows: songs,
      columns: songs,
      starts: reader.take(Int32Array, songs + 1),
      indices: reader.take(Int32Array, weights),
      weights: reader.take(Float32Array, weights),
    },
  };
  const starts = reader.take(Int32Array, songs + 1);
  const coPlays = {
    rows: songs,
    columns: songs,
    starts,
    indices: reader.take(Int32Array, starts[songs]!),
    weights: reader.take(Float32Array, starts[songs]!),
  };
  const popularity = reader.take(Float32Array, songs);
  reader.refuseRest();
  return { ...artefact, coPlays, popularity };
}

/** Vectors of songs `from` up to but without `to`, but for cold ones: what users' vectors were fitted to. */
export function learnedVectors(
  { factors, songFactors, isCold }: Pick<ModelArtefact, 'factors' | 'songFactors' | 'isCold'>,
  from = 0,
  to = isCold.length,
): Float32Array {
  const vectors = songFactors.slice(from * factors, to * factors);
  let kept = 0;
  for (let song = from; song < Math.min(to, isCold.length); song++) {
    if (isCold[song] !== 0) continue;
    vectors.set(songFactors.subarray(song * factors, (song + 1) * factors), kept * factors);
    kept++;
  }
  return vectors.subarray(0, kept * factors);
}

function padded(byteLength: number): number {
  return Math.ceil(byteLength / 8) * 8;
}

type Header = [number, number, number, number, number, number, number, number];

function readHeader(bytes: Uint8Array): Header {
  if (bytes.byteLength < HEADER_BYTES) throw new Error('These bytes are not a recommender model.');
  return [...new Uint32Array(bytes.buffer, bytes.byteOffset, 8)] as Header;
}

interface ArrayType<View> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): View;
}

/** Takes section after section. */
class SectionReader {
  private at = HEADER_BYTES;

  constructor(private readonly bytes: Uint8Array) {}

  take<View>(type: ArrayType<View>, length: number): View {
    const start = this.at;
    this.at += padded(length * type.BYTES_PER_ELEMENT);
    if (this.at > this.bytes.byteLength) throw new Error('This recommender model is cut off.');
    return new type(this.bytes.buffer, this.bytes.byteOffset + start, length);
  }

  refuseRest(): void {
    if (this.at !== this.bytes.byteLength) throw new Error('This recommender model is longer than it says.');
  }
}
