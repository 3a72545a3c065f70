/** What every report is made from. */
import type { Disk } from '../disk';
import type { PrintedFinding } from '../findings';

export interface ReportInput {
  readonly findings: readonly PrintedFinding[];
  readonly fileCount: number;
  /** How many findings were fixed, or silenced by comments. */
  readonly fixed: number;
  readonly silenced: boolean;
  /** How many findings the baseline knows. */
  readonly known: number;
  /** Findings only, no summary. */
  readonly quiet: boolean;
  readonly colour: boolean;
  readonly version: string;
  /** Where the findings' sources are read. */
  readonly disk: Disk;
}

export type Report = (input: ReportInput) => string;
