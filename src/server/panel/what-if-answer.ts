/** What the Signal tab hears of changes that somebody tries out. */
import { shortInitializerName } from '../../core/hover/initializer-facts';
import type { Model } from '../../core/network/graph';
import type { Say } from '../../core/phrase';
import type { LensDocument } from '../../core/service';
import { isNoChange, questions, type Answers } from '../../core/what-if/changes';
import { changedLines } from '../../core/what-if/changed-lines';
import { changesFrom, choicesFor, presetsFor } from '../../core/what-if/choices';
import { outcomeOf } from '../../core/what-if/outcome';
import type { Sizes } from '../../core/tensors';
import type { ToPanelMessages } from '../../protocol';
import { panelFigure } from './panel-figure';

export function answersIn(given: Readonly<Record<string, string>>): Answers {
  const known = new Map(Object.entries(given));
  return Object.fromEntries(
    questions.flatMap((question) => {
      const value = known.get(question);
      return value === undefined || value === '' ? [] : [[question, value]];
    }),
  );
}

/** @param placeAt how a reader finds a place: the number of its line */
export function whatIfAnswer(
  lens: LensDocument,
  model: Model,
  answers: Answers,
  sizes: Sizes,
  request: number,
  say: Say,
  placeAt: (offset: number) => string,
): ToPanelMessages['whatIf'] {
  const changes = changesFrom(model, answers);
  const { forward, backward, signal, gradient, layers } = outcomeOf(model, changes, sizes);
  const { written, edits } = isNoChange(changes) ? { written: {}, edits: [] } : lens.editsFor(model, changes);
  const lines = changedLines(lens.text, edits);
  return {
    type: 'whatIf',
    request,
    choices: choicesFor(model).map(({ question, now, offered, reason }) => ({
      question,
      now:
        now === undefined
          ? ''
          : (question === 'initializer' ? shortInitializerName(say(now)) : say(now)).slice(0, 200),
      offered: offered.map(({ value, label }) => ({ value, label: say(label) })),
      reason: reason === undefined ? '' : say(reason),
    })),
    presets: presetsFor(model).map(({ title, answers: own }) => ({
      title: say(title),
      answers: answersOf(own),
    })),
    answers: answersOf(answers),
    forward: forward.slice(0, 2_000).map(panelFigure),
    backward: backward.slice(0, 2_000).map(panelFigure),
    signal: panelFigure(signal),
    gradient: panelFigure(gradient),
    layers,
    written: questions.filter((question) => question in written),
    changes: lines.slice(0, 40).map(({ start, before, after }) => ({
      at: placeAt(start),
      before: before.slice(0, 4_000),
      after: after.slice(0, 4_000),
    })),
    places: lines.length,
  };
}

const answersOf = (answers: Answers): Readonly<Record<string, string>> =>
  Object.fromEntries(
    questions.flatMap((question) => (answers[question] === undefined ? [] : [[question, answers[question]]])),
  );
