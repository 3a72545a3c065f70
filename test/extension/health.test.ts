import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../src/extension/health';

const well = { findings: 2, milliseconds: 20, lint: true, tookTooLong: false };
const path = '/project/deep/model.py';

describe('the status of a document', () => {
  it('is ready until something was analysed', () => {
    expect(conditionOf(path, undefined)).toEqual({ kind: 'ready' });
  });

  it('tells the findings, slowness, and that it is off', () => {
    expect(conditionOf(path, well)).toEqual({ kind: 'findings', count: 2 });
    expect(conditionOf(path, { ...well, milliseconds: 2_340 })).toEqual({ kind: 'slow', seconds: '2.3' });
    expect(conditionOf(path, { ...well, lint: false })).toEqual({ kind: 'off' });
  });

  it('names a document whose analysis was stopped, whatever else is true of it', () => {
    const stopped = { kind: 'stopped', name: 'model.py' };
    expect(conditionOf(path, { ...well, tookTooLong: true, milliseconds: 10_001 })).toEqual(stopped);
    expect(conditionOf(path, { ...well, tookTooLong: true, lint: false })).toEqual(stopped);
  });
});
