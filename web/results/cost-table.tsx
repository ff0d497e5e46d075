import type { CostResult, JudgedResult } from '../../simulator/index.ts';
import { formatQuantity } from '../../simulator/index.ts';
import { choosePrices, downloadPrices, resetPrices } from '../editor/prices.ts';
import { useDocument } from '../state/document-store.ts';
import { Button } from '../ui/index.ts';
import styles from '../ui/report.module.css';
import { money } from './format.ts';
import { PlaceLink } from './place-link.tsx';

/** The monthly bill by component and line, the dearest first. */
export function CostTable({ result: { cost } }: { readonly result: JudgedResult }) {
  const components = Object.entries(cost.components)
    .filter(([, monthly]) => monthly > 0)
    .toSorted(([, a], [, b]) => b - a);
  return (
    <section className={styles['section']} aria-labelledby="cost">
      <h4 id="cost">Cost: {money(cost.monthly)}</h4>
      {components.length === 0 ? (
        <p className={styles['muted']}>Nothing in this design has a price.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Component</th>
              <th scope="col" className={styles['words']}>
                What for
              </th>
              <th scope="col">USD/month</th>
            </tr>
          </thead>
          <tbody>
            {components.map(([id, monthly]) => (
              <tr key={id}>
                <th scope="row">
                  <PlaceLink component={id} />
                </th>
                <td className={styles['words']}>
                  {cost.lines
                    .filter((line) => line.component === id && line.monthly > 0)
                    .map((line) => `${line.title} ${formatQuantity(line.monthly, 'money')}`)
                    .join(', ')}
                </td>
                <td>{formatQuantity(monthly, 'money')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <PriceListNote prices={cost.prices} />
    </section>
  );
}

/** What the bill is made from, and the way to another list. */
function PriceListNote({ prices: { name, region, date, missing = [] } }: { readonly prices: CostResult['prices'] }) {
  const isOwn = useDocument((document) => document.prices !== undefined);
  return (
    <>
      <p className={styles['muted']}>
        Prices: {name}, {region}, {date}.
        {missing.length > 0 && ` Not in it, and at the default price: ${missing.join(', ')}.`}
      </p>
      <div className={styles['actions']}>
        <Button size="small" onPress={choosePrices}>
          Use other prices…
        </Button>
        <Button size="small" onPress={downloadPrices}>
          Download price list
        </Button>
        {isOwn && (
          <Button size="small" onPress={resetPrices}>
            Back to the default prices
          </Button>
        )}
      </div>
    </>
  );
}
