/** Absolute places in one version of a document, for whoever leaves its units behind. */
import type { Place, SourceModule } from './syntax';

/** Absolute UTF-16 offsets in the current version of a document. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** Where a place stands in this version; undefined when it belongs to another document or an older version. */
export function absoluteRange(place: Place, module: SourceModule): OffsetRange | undefined {
  const start = module.offsetOf(place.unit, place.start);
  const end = module.offsetOf(place.unit, place.end);
  return start === undefined || end === undefined ? undefined : { start, end };
}
