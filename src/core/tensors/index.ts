/** What a traced tensor is: its shape and its statistics. One pass a graph, made when somebody asks, kept as long as the graph is. */
export { axisAt, type Axis, type Length, type Role, type Shape } from './axis';
export { shapeOf } from './shapes';
export {
  figuresOf,
  givesProbabilities,
  scoresAtStart,
  signalOf,
  sizeAtStart,
  type Figures,
  type KnownMoments,
  type ModelSignal,
} from './pass';
export { missingFor, placeOfMissing, type Missing } from './missing';
export { fits, openSizes, sizedLike, sizedModel, usualSizes } from './sizes';
export { callOfNode, signalsIn } from './read-call';
export { withoutTaken, type Sizes } from './shapes';
export { fanInOf } from './kernel';
export { heStart, reinitialized } from './reinitialized';
export { activationFunction } from './point-function';
