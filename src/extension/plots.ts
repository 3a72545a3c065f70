import type * as vscode from 'vscode';
import { activationById } from '../core/activations/catalogue';
import { namesInCode } from '../core/hover/parameter-words';
import type { ActivationUse } from '../core/service';
import type { Origin, Plot } from '../protocol';
import { notebookOf } from './notebooks';
import type { SourceView } from './source-view';

/** From an activation in the code to what the panel draws; undefined for a function that the catalogue does not have. */
export function plotOfUse(use: ActivationUse, view: SourceView): Plot | undefined {
  if (use.id === undefined || activationById(use.id) === undefined) return undefined;
  const origin = originOf(use, view);
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

function originOf(use: ActivationUse, view: SourceView): Origin | undefined {
  const place = view.locate(use.range);
  if (place === undefined) return undefined;
  return {
    uri: view.lens.uri,
    range: use.range,
    writable: [...Object.keys(use.parameterRanges), ...Object.keys(use.parameterInsertions)].slice(0, 100),
    label: placeLabel(place.document, place.range.start.line, view),
  };
}

/** `model.py:12`; in a notebook with the cell's number as the editor counts them: `study.ipynb [3]:1`. */
export function placeLabel(document: vscode.TextDocument, line: number, view: SourceView): string {
  const name = view.resource.path.split('/').at(-1) ?? '';
  const cells = notebookOf(document)?.getCells() ?? [];
  const index = cells.findIndex((cell) => cell.document === document);
  return `${name}${index === -1 ? '' : ` [${String(index + 1)}]`}:${String(line + 1)}`;
}
