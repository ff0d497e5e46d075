import { ArrowRight, Plus, Trash2 } from 'lucide-react';
import { connectionFields, policies } from '../../simulator/index.ts';
import { connectionKey, type RawConnection, setConnection } from '../../src/index.ts';
import { policyEntries, useFindings } from '../canvas/index.ts';
import { remove } from '../editor/actions.ts';
import { connectionByKey, connectionName, nameById } from '../editor/words.ts';
import { FieldForm } from '../fields/index.ts';
import { select, useDocument } from '../state/document-store.ts';
import { Button, IconButton, MenuButton } from '../ui/index.ts';
import { FindingList } from './finding-list.tsx';
import { HelpPane } from './help-pane.tsx';
import styles from './inspector.module.css';
import { useForm, useRequestNames } from './use-form.ts';

const policyFields = new Set<string>(policies.map(({ field }) => field));
const planFields = connectionFields.filter(({ name }) => !policyFields.has(name));
const callFields = connectionFields.filter(({ name }) => policyFields.has(name));
const starters = Object.fromEntries(policies.map(({ field, starter }) => [field, starter]));

/** Everything about one call: its policies, and which requests take it when. */
export function ConnectionInspector({ connection }: { readonly connection: RawConnection }) {
  const key = connectionKey(connection);
  const from = useDocument((document) => nameById(document, connection.from));
  const to = useDocument((document) => nameById(document, connection.to));
  const name = useDocument((document) => connectionName(document, connection));
  const findings = useFindings('connections', connection);
  const requests = useRequestNames();
  const { focused, onFocus, onChange } = useForm(`the call from ${name}`, (document, path, raw) => {
    const found = connectionByKey(document, key);
    return found === undefined ? document : setConnection(document, found.index, path, raw);
  });
  const form = { raw: connection, requests, starters, onFocus, onChange };
  return (
    <>
      <div className={styles['scroll']}>
        <header className={styles['header']}>
          <div>
            <h2 className={styles['ends']}>
              <Button variant="quiet" size="small" onPress={() => select({ components: [connection.from] })}>
                {from}
              </Button>
              <ArrowRight aria-label="calls" />
              <Button variant="quiet" size="small" onPress={() => select({ components: [connection.to] })}>
                {to}
              </Button>
            </h2>
          </div>
          <IconButton label="Delete" keys="Delete" size="small" onPress={() => remove()}>
            <Trash2 aria-hidden />
          </IconButton>
        </header>
        <FindingList findings={findings} />
        <section className={styles['section']} aria-label="Policies">
          <div className={styles['title']}>
            <h3>Policies</h3>
            <MenuButton
              label="Policies to add"
              groups={() => [{ id: 'policies', entries: policyEntries(key) }]}
              button={
                <Button
                  variant="quiet"
                  size="small"
                  icon={<Plus aria-hidden />}
                  isDisabled={policies.every(({ field }) => connection[field] !== undefined)}
                >
                  Add policy…
                </Button>
              }
            />
          </div>
          <FieldForm key={`${key}-policies`} fields={callFields} {...form} />
        </section>
        <section className={styles['section']} aria-label="Call plan">
          <h3>Call plan</h3>
          <FieldForm key={`${key}-plan`} fields={planFields} {...form} />
        </section>
      </div>
      <HelpPane field={focused} />
    </>
  );
}
