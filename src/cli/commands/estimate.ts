import { estimate as estimated } from '../../../simulator/index.ts';
import type { Host, Outcome } from '../host.ts';
import { jsonText } from '../json.ts';
import { openDesign } from '../open-design.ts';
import type { Overrides } from '../overrides.ts';
import { estimateReport } from '../render/estimate.ts';

export interface EstimateOptions extends Pick<Overrides, 'rate'> {
  readonly scenario?: string;
  readonly json?: boolean;
}

/** The closed-form answer. It judges no objectives: most are about percentiles, of which formulas of means know nothing. */
export async function estimate(path: string, options: EstimateOptions, host: Host): Promise<Outcome> {
  const design = await openDesign(path, options, host);
  if (design === undefined) return 'refused';
  const result = estimated(design.model);
  host.out(options.json ? jsonText(result) : estimateReport(design.name, result, host.style));
  return 'done';
}
