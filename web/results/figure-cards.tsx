import type { RequestResult } from '../../simulator/index.ts';
import styles from './figure-cards.module.css';
import { type Figure, latencyFigures, trafficFigures } from './figures.ts';

/** The figures that everybody asks for. */
export function FigureCards({ request, of }: { readonly request: string; readonly of: RequestResult }) {
  return (
    <dl className={styles['figures']} aria-label={request === '*' ? 'All requests' : `Requests “${request}”`}>
      {[...trafficFigures(of), ...latencyFigures(of)].map((figure) => (
        <FigureView key={figure.label} figure={figure} />
      ))}
    </dl>
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
