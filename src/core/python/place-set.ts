import type { Place, Unit } from './syntax';

/** Places, each by where it begins and ends. */
export class PlaceSet {
  readonly #inUnits = new Map<Unit, Set<string>>();

  add({ unit, start, end }: Place): void {
    let keys = this.#inUnits.get(unit);
    if (keys === undefined) this.#inUnits.set(unit, (keys = new Set()));
    keys.add(`${start} ${end}`);
  }

  has({ unit, start, end }: Place): boolean {
    return this.#inUnits.get(unit)?.has(`${start} ${end}`) === true;
  }
}
