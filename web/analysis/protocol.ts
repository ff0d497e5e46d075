import type { Explanation, Finding, ProbeReport, Sensitivity } from '../../simulator/index.ts';
import type { DesignDocument } from '../../src/index.ts';

/** What the page and the analyses' worker say to each other. Everything is plain data that can be cloned. */

export interface Reports {
  readonly explain: Explanation;
  readonly sensitivity: Sensitivity;
  readonly probe: ProbeReport;
}

export type Analysis = keyof Reports;

export const analyses: readonly Analysis[] = ['explain', 'sensitivity', 'probe'];

export interface AnalysisProgress {
  /** Share of the experiments that is done, as far as their number is known by now. */
  readonly fraction: number;
  /** What is tried now. */
  readonly says: string;
}

export type AnalysisReply<Report> =
  | { readonly kind: 'report'; readonly report: Report }
  /** Canceled before there was anything to tell. */
  | { readonly kind: 'canceled' }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  | { readonly kind: 'failed'; readonly message: string };

export interface AnalysisWorker {
  /** Analyzes a design; `trigger` is the number of one of `triggersOf`, for a probe. Never rejects. */
  analyze<A extends Analysis>(
    analysis: A,
    document: DesignDocument,
    trigger: number,
    onProgress: (progress: AnalysisProgress) => void,
  ): Promise<AnalysisReply<Reports[A]>>;
  /** Ends the analysis under way; it then answers with what it has found. */
  cancel(): void;
}
