/** Elementary functions in forms that neither overflow nor cancel. */

/** σ(x) = 1/(1+e^−x); the smaller tail keeps its relative accuracy. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const exponential = Math.exp(x);
  return exponential / (1 + exponential);
}

/** σ′(x) = σ(x)σ(−x). */
export function logisticSlope(x: number): number {
  return logistic(x) * logistic(-x);
}

/** σ″(x) = σ′(x)(1 − 2σ(x)). */
export function logisticCurvature(x: number): number {
  return -logisticSlope(x) * Math.tanh(x / 2);
}

/** ln(1+e^x). */
export function logOnePlusExponential(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** 1 − tanh²x, without the cancellation. */
export function squaredHyperbolicSecant(x: number): number {
  const exponential = Math.exp(-2 * Math.abs(x));
  return (4 * exponential) / ((1 + exponential) * (1 + exponential));
}

/** x − tanh x; near 0 by Lambert's continued fraction of tanh, which has no cancellation. */
export function tanhRemainder(x: number): number {
  if (Math.abs(x) > 1) return x - Math.tanh(x);
  const square = x * x;
  let fraction = 0;
  for (let odd = 25; odd >= 3; odd -= 2) fraction = square / (odd + fraction);
  return (x * fraction) / (1 + fraction);
}

/** h(u) = u/(1−e^−u) and its first two derivatives; h(0) = 1. */
export function bernoulliRatio(u: number): {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
} {
  if (Math.abs(u) < 0.3) {
    const s = u * u;
    return {
      value: 1 + u / 2 + s * (1 / 12 - s * (1 / 720 - s * (1 / 30240 - s * (1 / 1209600 - s / 47900160)))),
      slope: 1 / 2 + u * (1 / 6 - s * (1 / 180 - s * (1 / 5040 - s * (1 / 151200 - s / 4790016)))),
      curvature: 1 / 6 - s * (1 / 60 - s * (1 / 1008 - s * (1 / 21600 - s / 532224))),
    };
  }
  const size = Math.abs(u);
  const decay = Math.exp(-size);
  const complement = -Math.expm1(-size);
  const curvature = (size - 2 + decay * (size + 2)) * (decay / (complement * complement * complement));
  if (u > 0) {
    return { value: u / complement, slope: (1 - decay * (1 + u)) / (complement * complement), curvature };
  }
  return {
    value: size * (decay / complement),
    slope: (decay * (Math.expm1(u) - u)) / (complement * complement),
    curvature,
  };
}
