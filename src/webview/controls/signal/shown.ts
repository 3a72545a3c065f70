/** What the parts of the Signal tab read: the model in view, and how its figures are said. */
import type { Figure, SignalLayer, SignalModel } from '../../../protocol';
import type { PanelState } from '../../state';
import { short } from '../../model/numbers';
import { shortened } from '../../model/names';
import { lineOf } from '../../model/signal';
import { text } from '../../strings';

export function shownModel({ models, model }: PanelState): SignalModel | undefined {
  return models[model] ?? models[0];
}

export function figureText(value: Figure | undefined, digits: number): string {
  if (value === undefined || value === 'unknown') return text('notKnown');
  return value === 'not-finite' ? text('notFinite') : short(value, digits);
}

/** Turned names reach to the left of the chart's first layer, and the line's number comes behind. */
const longestOnAxis = 13;

/** With the line of code behind the name. */
export function axisName(layer: SignalLayer): string {
  const line = lineOf(layer);
  const name = shortened(layer.name, longestOnAxis);
  return line === '' ? name : `${name}:${line}`;
}

export function nameWithLine(layer: SignalLayer): string {
  const line = lineOf(layer);
  return line === '' ? layer.name : text('signalNameLine', layer.name, line);
}

/** Index of the layer that sections about one layer show: the one that was picked, else the cursor's, else the first that fits. */
export function layerInView(
  { layer, cursorLayers }: PanelState,
  { layers }: SignalModel,
  fits: (layer: SignalLayer) => boolean,
): number | undefined {
  const wanted = [...(layer === undefined ? [] : [layer]), ...cursorLayers, ...layers.keys()];
  return wanted.find((index) => {
    const found = layers[index];
    return found !== undefined && fits(found);
  });
}
