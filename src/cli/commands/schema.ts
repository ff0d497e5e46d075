import { didYouMean, jsonSchemas } from '../../index.ts';
import { type Host, type Outcome, Refusal } from '../host.ts';
import { jsonText } from '../json.ts';

/** Prints the JSON Schema of a kind of file, for editors and other programs. */
export async function schema(kind: string, host: Host): Promise<Outcome> {
  const kinds = Object.keys(jsonSchemas) as (keyof typeof jsonSchemas)[];
  const known = kinds.find((each) => each === kind);
  if (known === undefined) {
    throw new Refusal(
      `There is no schema ${JSON.stringify(kind)}.${didYouMean(kind, kinds)} There are: ${kinds.join(', ')}.`,
    );
  }
  host.out(jsonText(jsonSchemas[known]()));
  return 'done';
}
