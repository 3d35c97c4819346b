import { comparePlaces } from './song-texts.js';
import type { Place } from './song-texts.js';

/** Keeps the first of what it is given, in their order, and counts all. */
export class FirstPlaces {
  readonly places: Place[] = [];
  /** Of all given, those before `behind` too. */
  count = 0;

  /** @param behind places up to this one belong to earlier pages; null: none */
  constructor(
    private readonly limit: number,
    private readonly behind: Place | null,
  ) {}

  add(place: Place): void {
    this.count++;
    if (this.behind !== null && comparePlaces(place, this.behind) <= 0) return;
    const { places, limit } = this;
    if (places.length === limit && comparePlaces(place, places[limit - 1]!) >= 0) return;
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comparePlaces(places[middle]!, place) < 0) low = middle + 1;
      else high = middle;
    }
    places.splice(low, 0, place);
    if (places.length > limit) places.pop();
  }
}
