import type { Id } from '../formats/whole-number.js';
import type { OuterId } from '../mapping/mapped-events.js';
import type { Mapping } from '../mapping/mapping-schema.js';

/** Ids of users or of songs, each with a place of its own: from 0 on, in the order in which they came. */
export class CountedIds {
  readonly ids: Id[] = [];
  /** As records have them, by place. */
  readonly outer: OuterId[] = [];
  private readonly places = new Map<Id | string, number>();
  /** Of the ids so far. */
  private order = new Uint32Array(0);

  constructor(private readonly form: Mapping['ids']) {}

  /** The place of the id, which is new or known. Two texts have two places, whatever their internal ids. */
  placeOf(outer: OuterId, id: Id): number {
    const key = this.form === 'text' ? outer.text : id;
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.ids.push(id) - 1;
      this.outer.push(outer);
      this.places.set(key, place);
    }
    outer.place = place;
    return place;
  }

  /** Places in the order of the ids. */
  inOrder(): Uint32Array {
    const { ids } = this;
    if (this.order.length < ids.length)
      this.order = Uint32Array.from(ids, (_, place) => place).sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1));
    return this.order;
  }

  /** As records have them, in the order of the ids, some thousand at a time. */
  *outerInOrder(atOnce: number): Generator<OuterId[]> {
    const inOrder = this.inOrder();
    for (let at = 0; at < inOrder.length; at += atOnce)
      yield Array.from(inOrder.subarray(at, at + atOnce), (place) => this.outer[place]!);
  }
}
