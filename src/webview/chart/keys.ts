/** What a key does while the chart has the focus. */
export type ChartAction =
  | { readonly kind: 'crosshair'; readonly steps: number }
  | { readonly kind: 'crosshair-edge'; readonly edge: 'left' | 'right' }
  | { readonly kind: 'pan'; readonly x: number; readonly y: number }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hide' };

export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const zoomStep = 0.8;
const panStep = 0.1;

/** Undefined for keys that are not the chart's: those stay with the editor. */
export function chartAction(event: Key): ChartAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const { key, shiftKey: shift } = event;
  switch (key) {
    case 'ArrowLeft':
      return shift ? { kind: 'pan', x: -panStep, y: 0 } : { kind: 'crosshair', steps: -1 };
    case 'ArrowRight':
      return shift ? { kind: 'pan', x: panStep, y: 0 } : { kind: 'crosshair', steps: 1 };
    case 'ArrowUp':
      return shift ? { kind: 'pan', x: 0, y: panStep } : undefined;
    case 'ArrowDown':
      return shift ? { kind: 'pan', x: 0, y: -panStep } : undefined;
    case 'PageUp':
      return { kind: 'crosshair', steps: 10 };
    case 'PageDown':
      return { kind: 'crosshair', steps: -10 };
    case 'Home':
      return { kind: 'crosshair-edge', edge: 'left' };
    case 'End':
      return { kind: 'crosshair-edge', edge: 'right' };
    case '+':
    case '=':
      return { kind: 'zoom', factor: zoomStep };
    case '-':
    case '_':
      return { kind: 'zoom', factor: 1 / zoomStep };
    case '0':
      return { kind: 'reset' };
    case 'Escape':
      return { kind: 'hide' };
    default:
      return undefined;
  }
}
