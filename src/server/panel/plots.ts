/** What the panel draws of the catalogue. */
import { activationById } from '../../core/activations/catalogue';
import { namesInCode } from '../../core/hover/parameter-words';
import type { ActivationUse, OffsetRange } from '../../core/service';
import type { Origin, Plot } from '../../protocol';
import type { ServerView } from '../views';

/** From an activation in the code to what the panel draws; undefined for a function that the catalogue does not have. */
export function plotOfUse(use: ActivationUse, view: ServerView): Plot | undefined {
  if (use.id === undefined || activationById(use.id) === undefined) return undefined;
  const writable = [...Object.keys(use.parameterRanges), ...Object.keys(use.parameterInsertions)];
  const origin = originOf(use.range, view, writable);
  return {
    function: {
      kind: 'catalogue',
      id: use.id,
      parameters: use.parameters,
      unknownParameters: use.unknownParameters,
      names: namesInCode(use.api, use.source),
    },
    title: use.source.replaceAll(/\s+/g, ' ').slice(0, 200),
    api: use.api.slice(0, 500),
    framework: use.framework,
    ...(origin === undefined ? {} : { origin }),
  };
}

/** An activation of the catalogue with its defaults, as no code uses it. */
export function plotOfCatalogue(id: string): Plot | undefined {
  const activation = activationById(id);
  if (activation === undefined) return undefined;
  return {
    function: {
      kind: 'catalogue',
      id,
      parameters: Object.fromEntries(activation.parameters.map(({ name, default: value }) => [name, value])),
      unknownParameters: [],
    },
    title: activation.name,
    api: '',
    framework: null,
  };
}

export function originOf(
  range: OffsetRange,
  view: ServerView,
  writable: readonly string[] = [],
): Origin | undefined {
  const place = view.locate(range);
  return (
    place && {
      uri: view.lens.uri,
      range: { start: range.start, end: range.end },
      writable: writable.map((name) => name.slice(0, 100)).slice(0, 100),
      label: view.label(place.document, place.range.start.line),
    }
  );
}
