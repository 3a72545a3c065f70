/** Which places were told of already: lines in a loop make the same pair of layers over and over, and one finding says it. */
import type { Place, Unit } from '../../python/syntax';

export class ToldOnce {
  readonly #numbers = new Map<Unit, number>();
  readonly #told = new Set<string>();

  /** Whether this was not yet told of these places; from now on it was. */
  isNew(what: string, places: readonly Place[]): boolean {
    const key = `${what} ${places.map((place) => this.#keyOf(place)).join(' ')}`;
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }

  #keyOf({ unit, start, end }: Place): string {
    let number = this.#numbers.get(unit);
    if (number === undefined) this.#numbers.set(unit, (number = this.#numbers.size));
    return `${String(number)}:${String(start)}:${String(end)}`;
  }
}
