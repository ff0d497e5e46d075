import { sensitivity as surveyed } from '../../../simulator/index.ts';
import type { Host, Outcome } from '../host.ts';
import type { OpenedDesign } from '../open-design.ts';
import { sensitivityReport } from '../render/sensitivity.ts';
import { runStudy, type StudyOptions } from './study.ts';

/** What each component is worth: faster by a tenth, a fifth and a factor of two, and bought more of. */
export function sensitivity(path: string, options: StudyOptions, host: Host): Promise<Outcome> {
  const study = ({ model }: OpenedDesign) => surveyed(model.topology, { replications: options.replications });
  return runStudy(path, options, { study, report: sensitivityReport }, host);
}
