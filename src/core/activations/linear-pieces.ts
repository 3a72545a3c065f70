import type { ActivationParameters, ElementwiseActivation, Kink } from './activation';

interface Corner {
  readonly x: number;
  /** What PyTorch returns as derivative there. */
  readonly convention: number;
  readonly conventions: Kink['conventions'];
}

interface LinearPieces {
  /** Rising in x. */
  readonly cornersOf: (parameters: ActivationParameters) => readonly Corner[];
  /** One more than corners, left to right: [slope, intercept]. */
  readonly piecesOf: (parameters: ActivationParameters) => readonly (readonly [number, number])[];
}

/** Value, derivatives and kinks of a function made of straight lines. At a corner the value is that of the piece to its left. */
export function linearPieces(
  shape: LinearPieces,
): Pick<ElementwiseActivation, 'value' | 'slope' | 'curvature' | 'kinks'> {
  const pieceAt = (x: number, parameters: ActivationParameters) => {
    const index = shape.cornersOf(parameters).filter((corner) => x > corner.x).length;
    return shape.piecesOf(parameters)[index] ?? [Number.NaN, Number.NaN];
  };
  return {
    value: (x, parameters) => {
      const [slope, intercept] = pieceAt(x, parameters);
      return slope === 0 ? intercept : slope * x + intercept;
    },
    slope: (x, parameters) =>
      shape.cornersOf(parameters).find((corner) => corner.x === x)?.convention ?? pieceAt(x, parameters)[0],
    curvature: () => 0,
    kinks: (parameters) => {
      const pieces = shape.piecesOf(parameters);
      return shape.cornersOf(parameters).map(({ x, conventions }, index) => ({
        x,
        leftDerivative: pieces[index]?.[0] ?? 0,
        rightDerivative: pieces[index + 1]?.[0] ?? 0,
        conventions,
      }));
    },
  };
}
