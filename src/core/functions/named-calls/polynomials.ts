/** Polynomials of numpy, and numbers of a list taken together. */
import { callLibrary, type LibraryContext } from '../library';
import { argument, none, pythonNumber, type CallArguments, type Value } from '../value';
import { firstOf, type NamedCalls } from './named-call';

/** The numbers of a list taken together by `add` or `multiply`. */
const foldedBy = (
  operation: 'add' | 'multiply',
  start: number,
  list: Value | undefined,
  given: CallArguments,
  context: LibraryContext,
): Value | undefined =>
  list?.kind === 'list' && given.positional.length === 1 && given.keywords.size === 0
    ? list.items.reduce(
        (whole, item) =>
          callLibrary(operation, 'numpy', { ...given, positional: [whole, item] }, context) ?? none,
        pythonNumber(start),
      )
    : undefined;

/** Coefficients that begin with the highest power, as those of numpy.polynomial do not. */
const upwards = (coefficients: Value): Value =>
  coefficients.kind === 'list'
    ? { ...coefficients, items: [...coefficients.items].reverse() }
    : coefficients.kind === 'tensor'
      ? { ...coefficients, cells: [...coefficients.cells].reverse() }
      : coefficients;

const polynomialAt = (coefficients: Value, x: Value, given: CallArguments, context: LibraryContext): Value =>
  callLibrary(
    'polyval',
    'numpy',
    { positional: [coefficients, x], keywords: new Map(), place: given.place },
    context,
  ) ?? none;

export const polynomials: NamedCalls = [
  [
    'numpy.poly1d',
    ({ name, head, context }) =>
      head && {
        kind: 'callable',
        name,
        call: (at) => polynomialAt(head, firstOf(at), at, context),
      },
  ],
  [
    'numpy.polynomial.Polynomial numpy.polynomial.polynomial.Polynomial',
    ({ name, head, given, context }) =>
      given.keywords.size > 0 || given.positional.length > 1
        ? undefined
        : head && {
            kind: 'callable',
            name,
            call: (at) => polynomialAt(upwards(head), firstOf(at), at, context),
          },
  ],
  [
    'numpy.polynomial.polynomial.polyval',
    ({ head, given, context }) => {
      const coefficients = argument(given, 1, 'c');
      return head && coefficients && polynomialAt(upwards(coefficients), head, given, context);
    },
  ],
  ['math.fsum', ({ head, given, context }) => foldedBy('add', 0, head, given, context)],
  ['math.prod', ({ head, given, context }) => foldedBy('multiply', 1, head, given, context)],
];
