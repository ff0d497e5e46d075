import { explain as explained } from '../../../simulator/index.ts';
import type { Host, Outcome } from '../host.ts';
import type { OpenedDesign } from '../open-design.ts';
import { explanationReport } from '../render/explanation.ts';
import { runStudy, type StudyOptions } from './study.ts';

/** What limits a design and why, each finding tried by runs with just that changed. */
export function explain(path: string, options: StudyOptions, host: Host): Promise<Outcome> {
  const study = ({ model }: OpenedDesign) => explained(model.topology, { replications: options.replications });
  return runStudy(path, options, { study, report: explanationReport }, host);
}
