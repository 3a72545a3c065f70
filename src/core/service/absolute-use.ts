/** A recognised activation as hosts see it: absolute offsets in one version of its document. */
import type { RecognisedUse } from '../frameworks';
import { absoluteRange } from '../python/offsets';
import type { SourceModule } from '../python/syntax';
import type { ActivationUse, OffsetRange } from '../api';
import { put } from '../own';

export function absoluteUse(use: RecognisedUse, module: SourceModule): ActivationUse | undefined {
  const range = absoluteRange(use.place, module);
  if (range === undefined) return undefined;
  const parameterRanges: Record<string, OffsetRange> = {};
  for (const [name, place] of Object.entries(use.parameterPlaces)) {
    const parameterRange = absoluteRange(place, module);
    if (parameterRange !== undefined) put(parameterRanges, name, parameterRange);
  }
  const parameterInsertions: Record<string, ActivationUse['parameterInsertions'][string]> = {};
  for (const [name, { place, prefix }] of Object.entries(use.parameterInsertions)) {
    const at = absoluteRange(place, module);
    if (at !== undefined) put(parameterInsertions, name, { offset: at.start, prefix });
  }
  const { id, parameters, unknownParameters, api, framework, source } = use;
  return {
    id,
    parameters,
    unknownParameters,
    api,
    framework,
    range,
    parameterRanges,
    parameterInsertions,
    source,
  };
}
