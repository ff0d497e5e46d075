import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { choice, quantity } from '../field.ts';

const config = z.strictObject({
  component: idSchema,
  answer: choice({
    title: 'Answer',
    help: 'What the name servers say meanwhile.',
    options: [
      {
        value: 'wrong',
        title: 'A wrong record',
        description: 'An address that nobody has: resolvers keep it for the time to live.',
      },
      {
        value: 'empty',
        title: 'No record',
        description: 'The name is not there: resolvers keep that for as long as negative answers are kept.',
      },
    ],
    default: 'wrong',
    source: 'Assumption: a change that was mistyped. DynamoDB in us-east-1 lost its record on 20 October 2025 (AWS).',
  }),
  negativeTtl: quantity('time', {
    title: 'Negative answers kept',
    help: 'How long resolvers keep that there is no record.',
    default: '15 min',
    source: 'RFC 2308: the lesser of the SOA record’s own time to live and its minimum; 900 s at Amazon Route 53.',
    usual: '1–60 min',
    min: 0,
    max: 86_400,
    appliesWhen: { field: 'answer', is: ['empty'] },
  }),
});

/** Name servers give an answer that leads nowhere; resolvers keep it after it has been set right. */
export const dnsRecord = defineFault({
  kind: 'dnsRecord',
  title: 'Bad DNS record',
  summary: 'Resolvers that ask meanwhile are led nowhere, and remember it after the record has been set right.',
  help: 'Who has an answer in its cache goes on until that expires: a small time to live spreads the error in a minute, a large one hides it for hours and then keeps it for as long. Setting the record right ends it for nobody at once.',
  icon: 'signpost',
  target: 'component',
  roles: ['dns'],
  config,
  begin: ({ component, answer, negativeTtl }, targets) => {
    const sites = targets.sites(component);
    for (const site of sites) site.misdirect({ keptFor: answer === 'empty' ? negativeTtl : undefined });
    return sites;
  },
  end: (_, __, sites) => {
    for (const site of sites) site.misdirect(undefined);
  },
  label: ({ component }) => `${component} bad record`,
});
