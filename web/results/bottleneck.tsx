import { Gauge } from 'lucide-react';
import type { JudgedResult } from '../../simulator/index.ts';
import { select } from '../state/document-store.ts';
import { Button, UtilizationBar } from '../ui/index.ts';
import styles from './bottleneck.module.css';
import { bottleneckOf } from './bottleneck-text.ts';
import { share } from './format.ts';
import { useNames } from './names.ts';

/** The component and resource that limit the design, with what shows it. */
export function Bottleneck({ result }: { readonly result: JudgedResult }) {
  const found = bottleneckOf(result);
  const nameOf = useNames();
  if (found === undefined) {
    return (
      <section className={styles['card']} aria-labelledby="bottleneck">
        <h4 id="bottleneck">Bottleneck</h4>
        <p>Nothing in this design is limited, so nothing holds it back.</p>
      </section>
    );
  }
  const { component, limits, resource, utilization, says, evidence } = found;
  return (
    <section className={styles['card']} aria-labelledby="bottleneck">
      <h4 id="bottleneck">
        <Gauge aria-hidden /> {limits ? 'Bottleneck' : 'Busiest'}
      </h4>
      <p className={styles['name']}>
        <b>{nameOf(component)}</b> {resource.toLowerCase()}
      </p>
      <p className={styles['load']}>
        <UtilizationBar utilization={utilization} />
        <b>{share(utilization)}</b>
      </p>
      <p>{says}</p>
      <ul>
        {evidence.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Button size="small" onPress={() => select({ components: [component] })}>
        Show on the canvas
      </Button>
    </section>
  );
}
