import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { type Distribution, type DistributionSpec, sampler } from '../distribution.ts';
import { choice, count, optionalQuantity, quantity, queueField, timeDistribution } from '../field.ts';
import { HostedModel } from '../parts/hosted-model.ts';
import { ModelReplica } from '../parts/model-replica.ts';
import { queueingFields } from '../parts/queueing.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';

/**
 * A large language model, as somebody's API or on GPUs of one's own. An answer is written token by token: what a user
 * waits for first is the time to the first token (queue and reading of the prompt), then the writing at so many tokens a
 * second. On one's own GPUs streams are batched continuously: up to a knee each writes at full speed, beyond it all share
 * the throughput of the machine, and a stream needs room in the memory of keys and values, or waits to be admitted.
 * Prompts are read one after the other. The API of a provider refuses what exceeds a quota of tokens with 429.
 *
 * Leaves out: preemption of streams when their memory runs out, speculative decoding, that reading a prompt slows the
 * writing of others; load and start of a model. [Kwon et al., "Efficient Memory Management for Large Language Model Serving with
 * PagedAttention", SOSP 2023; Yu et al., "Orca", OSDI 2022]
 */
const config = z.strictObject({
  hosting: choice({
    title: 'Hosting',
    help: 'Whose machines the model runs on.',
    options: [
      { value: 'gpu', title: 'Own GPUs', description: 'Paid by the hour; full when they are full.' },
      { value: 'api', title: 'API', description: 'Paid by the token; limited by a quota.' },
    ],
    default: 'gpu',
    source: 'Assumption: on machines of your own, where its capacity is a decision of the design.',
  }),
  replicas: count({
    title: 'Replicas',
    help: 'Copies of the model, each on GPUs of its own; an API has as many as it needs.',
    default: 1,
    source: 'Assumption: one, the least there can be.',
    max: 1000,
  }),
  inputTokens: quantity('count', {
    title: 'Prompt',
    help: 'Tokens read for each request, on average: instructions, history and documents included.',
    default: 1000,
    source: 'Assumption: a short conversation with a system prompt; a token is some four letters of English.',
    min: 0,
    max: 2_000_000,
    usual: '200–20,000',
  }),
  outputTokens: quantity('count', {
    title: 'Answer',
    help: 'Tokens written for each request, on average.',
    default: 300,
    source: 'Assumption: three paragraphs.',
    min: 0,
    max: 200_000,
    usual: '50–2,000',
  }),
  tokensCv: quantity('count', {
    title: 'Variation',
    help: 'Standard deviation of both numbers over their mean, lognormal; 0 makes all requests alike.',
    default: 0.8,
    source: 'Assumption: some ask briefly, some paste a document.',
    min: 0,
    max: 5,
  }),
  cachedShare: quantity('fraction', {
    title: 'Cached prefix',
    help: 'Share of the prompt that the model has read before, word for word from the beginning: it costs a tenth and no time.',
    default: 0,
    source: 'Assumption: none; with a long common system prompt it may be most of it.',
    min: 0,
    max: 1,
    usual: '0–90 %',
  }),
  streamRate: quantity('rate', {
    title: 'Speed of a stream',
    help: 'Tokens a second that one answer is written at, when few are.',
    default: '75/s',
    source: 'Published benchmark: an 8B model on one A100 40 GB, single stream, 1,024 tokens in and 128 out.',
    above: 0,
    max: 10_000,
    usual: '30–250/s',
  }),
  throughput: quantity('rate', {
    title: 'Throughput',
    help: 'Tokens a second that a replica writes at most, over all streams: divided by the speed of a stream it is the knee.',
    default: '495/s',
    source: 'Published benchmark: an 8B model on one A100 40 GB writes 6.6 times as much with 8 streams as with one.',
    above: 0,
    max: 1_000_000,
    appliesWhen: { field: 'hosting', is: ['gpu'] },
  }),
  prefillRate: quantity('rate', {
    title: 'Reading speed',
    help: 'Tokens of prompts a second that a replica reads, one prompt after the other.',
    default: '8000/s',
    source: 'Assumption: within the 5,000 to 10,000 of an 8B model on one GPU.',
    above: 0,
    max: 10_000_000,
    usual: '5,000–10,000/s',
    appliesWhen: { field: 'hosting', is: ['gpu'] },
  }),
  maxStreams: count({
    title: 'Streams',
    help: 'Requests that a replica has memory for (keys and values of all their tokens); others wait to be admitted.',
    default: 32,
    source: 'Assumption: what is left of 40 GB beside an 8B model, at some 1,300 tokens a request.',
    usual: '8–256',
    appliesWhen: { field: 'hosting', is: ['gpu'] },
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Requests that may wait to be admitted, per replica; the next is rejected. A short queue keeps the time to the first token honest.',
    default: 100,
    source: 'Assumption: some minutes of work; take less, and refuse early.',
    appliesWhen: { field: 'hosting', is: ['gpu'] },
  }),
  queueTimeout: queueingFields.queueTimeout,
  firstToken: timeDistribution({
    title: 'Time to first token',
    help: 'Of the API, from a request to the first token of its answer.',
    default: { lognormal: { mean: '500 ms', cv: 0.6 } },
    source: 'Assumption: a hosted model of middle size; measure your own.',
    usual: '0.2–2 s',
    appliesWhen: { field: 'hosting', is: ['api'] },
  }),
  tokenQuota: optionalQuantity('rate', {
    title: 'Token quota',
    help: 'Tokens read and written, such as "2M/min"; a minute of it may be used at once, and what exceeds it is refused with 429.',
    above: 0,
    max: 1e9,
    appliesWhen: { field: 'hosting', is: ['api'] },
  }),
  errorRate: quantity('fraction', {
    title: 'Error rate',
    help: 'Share of the API’s answers that are errors on a good day.',
    default: '0.5 %',
    source: 'Assumption: one answer in 200; take what your provider’s status history shows.',
    min: 0,
    max: 1,
    appliesWhen: { field: 'hosting', is: ['api'] },
  }),
  model: choice({
    title: 'Model',
    help: 'Price class of the API.',
    options: [
      { value: 'small', title: 'Small', description: '$0.25 and $2 for a million tokens in and out.' },
      { value: 'mid', title: 'Middle', description: '$1 and $5.' },
      { value: 'large', title: 'Large', description: '$3 and $15.' },
    ],
    default: 'mid',
    source: 'Assumption: the middle of three classes that providers offer.',
    appliesWhen: { field: 'hosting', is: ['api'] },
  }),
  gpu: choice({
    title: 'GPU',
    help: 'Machine that is paid; its speed is in the fields above.',
    options: [
      { value: 'a10g', title: 'A10G', description: '24 GB, $1.01 an hour.' },
      { value: 'l4', title: 'L4', description: '24 GB, $0.81 an hour.' },
      { value: 'h100', title: 'H100', description: '80 GB, $6.88 an hour.' },
    ],
    default: 'h100',
    source: 'Assumption: the class of machine that large models are served on.',
    appliesWhen: { field: 'hosting', is: ['gpu'] },
  }),
  gpus: count({
    title: 'GPUs',
    help: 'For each replica, for the bill: a model of 405 billion parameters needs eight.',
    default: 1,
    source: 'Assumption: a model that fits on one.',
    max: 64,
    appliesWhen: { field: 'hosting', is: ['gpu'] },
  }),
});
type Config = z.output<typeof config>;

const isOwn = ({ hosting }: Config) => hosting === 'gpu';

/** Time to write an answer alone. */
function writing({ outputTokens, streamRate, tokensCv }: Config): DistributionSpec {
  const mean = outputTokens / streamRate;
  return mean > 0 && tokensCv > 0 ? { kind: 'lognormal', mean, cv: tokensCv } : { kind: 'constant', value: mean };
}

/** Time to read a prompt. */
function reading({ inputTokens, cachedShare, prefillRate, tokensCv }: Config): DistributionSpec {
  const mean = (inputTokens * (1 - cachedShare)) / prefillRate;
  return mean > 0 && tokensCv > 0 ? { kind: 'lognormal', mean, cv: tokensCv } : { kind: 'constant', value: mean };
}

function workOf(config: Config): DistributionSpec {
  const law = writing(config);
  return isOwn(config) ? law : { kind: 'shift', by: sampler(law).mean, of: config.firstToken };
}

export const llmInference = defineComponent({
  type: 'llm-inference',
  title: 'LLM inference',
  category: 'compute',
  role: 'compute',
  alsoKnownAs: ['GPT', 'Claude', 'Llama', 'vLLM', 'OpenAI', 'Bedrock', 'language model', 'AI'],
  summary: 'A language model that reads a prompt and writes an answer token by token.',
  help: 'An answer takes seconds: the time to the first token, and then tokens ÷ speed. On own GPUs all streams slow down beyond the knee, and memory for their keys and values runs out: then requests wait to be admitted, and it is better to refuse than to let them. A provider’s API refuses with 429 beyond a quota of tokens, and retries use it up faster. Callers who hold a thread meanwhile need many.',
  misconception:
    'The price is not by the request but by the token, and what is written costs five times what is read. Streaming makes nothing faster: it shows the first word sooner.',
  leavesOut:
    'Preemption of streams that outgrow their memory, that reading slows writing, speculative decoding, and the minutes that a model takes to load, where no autoscaler adds it.',
  icon: 'brain',
  config,
  calls: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  standsInFor: ['external', 'worker'],
  wiring:
    'A service, a gateway or a queue calls the model; tools that it uses may be drawn behind it: they are called when the answer is written.',
  instances: (config) => (isOwn(config) ? config.replicas : 1),
  replicaField: 'replicas',
  caveat: ({ hosting, tokenQuota }) =>
    hosting === 'api' && tokenQuota !== undefined ? 'nobody is taken to be refused for the quota of tokens' : undefined,
  resources: (config) => {
    if (!isOwn(config)) return [];
    const { maxStreams, queue, throughput, streamRate } = config;
    const read = reading(config);
    const inside: DistributionSpec = { kind: 'shift', by: sampler(read).mean, of: writing(config) };
    return [
      { name: 'streams', title: 'Streams', servers: maxStreams, queue, holdsCalls: true, work: { '*': inside } },
      {
        name: 'decoders',
        title: 'Full-speed streams',
        servers: throughput / streamRate,
        queue: Number.POSITIVE_INFINITY,
        holdsCalls: false,
      },
      {
        name: 'prefill',
        title: 'Reading of prompts',
        servers: 1,
        queue: Number.POSITIVE_INFINITY,
        holdsCalls: false,
        work: { '*': read },
      },
    ];
  },
  work: (config) => ({ '*': workOf(config) }),
  beyond: (config) => (isOwn(config) ? sampler(reading(config)).mean : 0),
  measures: [{ name: 'firstToken', title: 'to the first token', kind: 'time' }],
  cost: (config, { requestRate }, prices) => {
    const { replicas, gpu, gpus, model, inputTokens, outputTokens, cachedShare } = config;
    if (isOwn(config))
      return [{ driver: 'hours', title: `${replicas} × ${gpus} GPU`, monthly: prices(`gpu-${gpu}`, replicas * gpus) }];
    const requests = requestRate * SECONDS_PER_MONTH;
    const tokens = (of: string, each: number) => prices(`llm-${of}-${model}`, requests * each);
    return [
      { driver: 'requests', title: 'Tokens read', monthly: tokens('input', inputTokens * (1 - cachedShare)) },
      { driver: 'requests', title: 'Tokens read from the cache', monthly: tokens('cached', inputTokens * cachedShare) },
      { driver: 'requests', title: 'Tokens written', monthly: tokens('output', outputTokens) },
    ];
  },
  station: (config, site) => {
    const { inputTokens, outputTokens, streamRate, tokensCv } = config;
    const read = tokenLaw(inputTokens, tokensCv);
    const written = tokenLaw(outputTokens, tokensCv);
    if (isOwn(config)) {
      const { prefillRate, cachedShare, throughput, maxStreams, queue, queueTimeout } = config;
      const readRate = prefillRate / Math.max(Number.MIN_VALUE, 1 - cachedShare);
      return new ModelReplica(site, {
        read,
        written,
        readRate,
        streamRate,
        throughput,
        maxStreams,
        queue,
        queueTimeout,
      });
    }
    if (config.errorRate > 0) site.failSometimes(config.errorRate);
    return new HostedModel(site, {
      read,
      written,
      streamRate,
      firstToken: sampler(config.firstToken),
      quota: config.tokenQuota,
    });
  },
  starter: { replicas: 2 },
});

/** Numbers of tokens: a law of times is one of any nonnegative number. */
function tokenLaw(mean: number, cv: number): Distribution {
  return sampler(mean > 0 && cv > 0 ? { kind: 'lognormal', mean, cv } : { kind: 'constant', value: mean });
}
