/** A recognised activation as hosts see it: absolute offsets in one version of its document. */
import type { RecognisedUse } from '../frameworks';
import type { ActivationNode } from '../network/graph';
import { absoluteRange } from '../python/offsets';
import type { SourceModule } from '../python/syntax';
import type { ActivationUse, OffsetRange } from '../api';
import { put } from '../own';

/** What is shown of an activation: recognised in the code, or what following the model told. */
export interface PlacedUse extends Pick<
  RecognisedUse,
  | 'place'
  | 'id'
  | 'parameters'
  | 'unknownParameters'
  | 'api'
  | 'framework'
  | 'parameterPlaces'
  | 'parameterInsertions'
  | 'source'
> {
  readonly traced?: { readonly assumption: ActivationNode['assumption'] };
}

export function absoluteUse(use: PlacedUse, module: SourceModule): ActivationUse | undefined {
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
  const { id, parameters, unknownParameters, api, framework, source, traced } = use;
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
    ...(traced === undefined ? {} : { traced: { assumed: assumedText(traced.assumption) } }),
  };
}

function assumedText(assumption: ActivationNode['assumption']): string | undefined {
  return assumption && `${assumption.name}=${JSON.stringify(assumption.value)}`;
}
