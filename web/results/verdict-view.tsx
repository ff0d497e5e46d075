import { Check, CircleHelp, X } from 'lucide-react';
import type { JudgedResult, ObjectiveResult, RequestResult } from '../../simulator/index.ts';
import { verdictOf } from '../run/index.ts';
import { type Figure, latencyFigures, trafficFigures } from './figures.ts';
import { doubt, measured } from './format.ts';
import styles from './verdict.module.css';

interface VerdictProps {
  readonly result: JudgedResult;
  readonly request: string;
  readonly of: RequestResult;
}

/** The verdict, the objectives it rests on, and the figures that everybody asks for. */
export function VerdictView({ result, request, of }: VerdictProps) {
  const verdict = verdictOf(result);
  return (
    <section className={styles['verdict']} aria-labelledby="verdict">
      <h3 id="verdict" className={styles['says']} data-tone={verdict.tone}>
        {verdict.says}
      </h3>
      {verdict.detail !== undefined && <p className={styles['detail']}>{verdict.detail}</p>}
      {result.objectives.length > 0 && (
        <ul className={styles['objectives']} aria-label="Objectives">
          {result.objectives.map((objective) => (
            <Objective key={objective.name} objective={objective} />
          ))}
        </ul>
      )}
      <dl className={styles['figures']} aria-label={request === '*' ? 'All requests' : `Requests “${request}”`}>
        {[...trafficFigures(of), ...latencyFigures(of)].map((figure) => (
          <FigureView key={figure.label} figure={figure} />
        ))}
      </dl>
    </section>
  );
}

function Objective({ objective }: { readonly objective: ObjectiveResult }) {
  const { name, met, problem } = objective;
  const Icon = problem !== undefined ? CircleHelp : met ? Check : X;
  const word = problem !== undefined ? 'Not judged' : met ? 'Met' : 'Missed';
  return (
    <li data-met={problem === undefined && met}>
      <Icon aria-hidden />
      <span className={styles['word']}>{word}</span>
      <span className={styles['name']} title={objective.require}>
        {name}
      </span>
      <span className={styles['measured']}>
        {problem ?? [measured(objective), doubt(objective)].filter(Boolean).join(', ')}
      </span>
    </li>
  );
}

function FigureView({ figure }: { readonly figure: Figure }) {
  return (
    <div data-weak={figure.weak} title={figure.help}>
      <dt>{figure.label}</dt>
      <dd>
        <b>{figure.value}</b>
        {figure.weak ? (
          <small>too few samples</small>
        ) : (
          figure.interval !== undefined && <small title="95 % confidence interval">{figure.interval}</small>
        )}
      </dd>
    </div>
  );
}
