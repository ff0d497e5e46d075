import { z } from 'zod';
import { type CallerSide, defineComponent } from '../component.ts';
import type { DistributionSpec } from '../distribution.ts';
import { choice, count, group, namesField, quantity, timeDistribution, type Work } from '../field.ts';
import { Op } from '../outcome.ts';
import { CachedKeys } from '../parts/cached-keys.ts';
import { concurrencyFields, DEFAULT_CORES, heldResources, heldStages } from '../parts/concurrency.ts';
import { LimitedByKey } from '../parts/limited-by-key.ts';
import { Pipeline } from '../parts/pipeline.ts';
import { queueingFields } from '../parts/queueing.ts';

/**
 * Logs users in and says whether a token is good. A login hashes a password, which is slow on purpose, and signs a token;
 * a verification is cheap. Tokens that can be read without asking (JWT) are verified by the callers themselves, with the
 * public keys that they fetch from here once in a while: so what was issued stays good while this component is down.
 * Opaque tokens mean nothing to the callers; each is brought here and looked up in the session store behind.
 *
 * Tokens are renewed before they expire, so that they are refused only where clocks disagree.
 *
 * Leaves out: the calls that renew tokens, which are a request of their own in the workload; the core time that a caller
 * spends on verifying. [OWASP Password Storage Cheat Sheet; RFC 7519, JSON Web Token]
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Instances.',
    default: 1,
    source: 'Assumption: one instance, the least there can be.',
    max: 1000,
  }),
  cores: count({
    title: 'Cores',
    help: 'Logins hashed at the same time per instance: at 280 ms each, a core does 3.6 a second.',
    default: DEFAULT_CORES,
    source: 'Assumption: a small general-purpose machine, AWS m7g.large with 2 vCPU.',
    max: 4096,
  }),
  queue: concurrencyFields.queue,
  concurrencyLimit: concurrencyFields.concurrencyLimit,
  ...queueingFields,
  logins: namesField({
    title: 'Logins',
    help: 'Names of the requests that log somebody in, or "read" or "write"; all writes if empty. All others verify a token.',
  }),
  passwordHash: timeDistribution({
    title: 'Password hash',
    help: 'Time on a core to check a password: slow, so that stolen hashes are slow to guess.',
    default: '280 ms',
    source: 'Measured for this catalogue, 2026: bcrypt cost 12 on one core; cost 10 takes 76 ms.',
    usual: '30–50 ms (Argon2id, 19 MiB), 76 ms (bcrypt 10), 280 ms (bcrypt 12)',
  }),
  sign: quantity('time', {
    title: 'Signature',
    help: 'Time on a core to sign the token of a login.',
    default: '0.52 ms',
    source: 'Measured for this catalogue, 2026: RS256 in Node.js, 1,900 signatures per second and core.',
    min: 0,
    max: 10,
    advanced: true,
  }),
  verify: quantity('time', {
    title: 'Verification',
    help: 'Time to check a token, here or at a caller.',
    default: '0.045 ms',
    source: 'Measured for this catalogue, 2026: RS256 in Node.js, 22,000 verifications per second and core.',
    min: 0,
    max: 10,
    usual: '0.006 ms (HS256), 0.045 ms (RS256)',
  }),
  tokens: choice({
    title: 'Tokens',
    help: 'Whether a token can be checked without asking.',
    options: [
      {
        value: 'jwt',
        title: 'Self-contained (JWT)',
        description:
          'Callers verify it themselves with cached public keys: no call, and no dependence; it cannot be taken back before it expires.',
      },
      {
        value: 'opaque',
        title: 'Opaque session',
        description: 'Every verification comes here and is looked up in a store: it can be revoked at once.',
      },
    ],
    default: 'jwt',
    source: 'Assumption: access tokens after RFC 9068, as most identity providers issue them.',
  }),
  keyCache: quantity('time', {
    title: 'Keys kept',
    help: 'For so long a caller uses the public keys it has fetched; then it fetches them again, and cannot verify if it cannot.',
    default: '10 min',
    source: 'Assumption: the middle of what client libraries do.',
    min: 0,
    max: 30 * 86_400,
    usual: '1–60 min',
    appliesWhen: { field: 'tokens', is: ['jwt'] },
  }),
  tokenLife: quantity('time', {
    title: 'Token life',
    help: 'From the issue of a token until it expires. Tokens come at any age up to it, and are renewed in time.',
    default: '1 h',
    source: 'Amazon Cognito: access tokens last one hour unless set otherwise.',
    above: 0,
    max: 365 * 86_400,
    usual: '5 min–24 h',
    advanced: true,
    appliesWhen: { field: 'tokens', is: ['jwt'] },
  }),
  leeway: quantity('time', {
    title: 'Leeway',
    help: 'By how much the clocks of who issues and who verifies may differ before tokens that are good are refused.',
    default: '0 s',
    source: 'jsonwebtoken for Node.js: clockTolerance 0; Spring Security allows 60 s, .NET 5 min.',
    min: 0,
    max: 3600,
    usual: '0–5 min',
    advanced: true,
    appliesWhen: { field: 'tokens', is: ['jwt'] },
  }),
  loginLimit: group(
    {
      title: 'Login limit',
      help: 'Logins for each account, whose number is the key of the request. What exceeds it is refused with 429 before any password is hashed.',
    },
    {
      attempts: count({
        title: 'Attempts',
        help: 'So many for each account within the time below, at once or spread.',
        default: 5,
        source: 'Assumption: a person mistypes a few times; guessing needs millions.',
        max: 1_000_000,
        usual: '3–10',
      }),
      within: quantity('time', {
        title: 'Within',
        help: 'In this time all attempts of an account come back, one by one.',
        default: '1 min',
        source: 'Assumption: as above, 5 a minute.',
        above: 0,
        max: 86_400,
      }),
    },
  ),
});
type Config = z.output<typeof config>;

/** Names under which a request logs in. */
function loginNames({ logins }: Config): readonly string[] {
  return logins ?? ['write'];
}

function isLogin(config: Config, request: string, op: 'read' | 'write'): boolean {
  const names = loginNames(config);
  return names.includes(request) || names.includes(op);
}

function workOf(config: Config): Work {
  const login: DistributionSpec = { kind: 'shift', by: config.sign, of: config.passwordHash };
  const verification: DistributionSpec = { kind: 'constant', value: config.verify };
  return { ...Object.fromEntries(loginNames(config).map((name) => [name, login])), '*': verification };
}

export const authService = defineComponent({
  type: 'auth-service',
  title: 'Auth service',
  category: 'compute',
  role: 'compute',
  alsoKnownAs: ['login', 'JWT', 'OAuth2', 'OIDC', 'SAML', 'session', 'Keycloak', 'Cognito', 'Auth0'],
  summary: 'Logs users in, slowly on purpose, and says whether a token is good.',
  help: 'A login is the most expensive request of most systems: 280 ms of a core where others take 4. A morning of logins, or an attacker who tries passwords, starves whatever shares its cores; give logins machines of their own, a short queue and a limit for each account. When it is down nobody logs in; self-contained tokens that were issued stay good while callers have the keys, opaque sessions do not.',
  misconception:
    'Verifying a token is no reason to call anybody: a JWT is checked with a public key in 0.05 ms. What it cannot do is be taken back at once; and it is signed, not encrypted.',
  leavesOut: 'The calls that renew tokens, and the core time that callers spend on verifying.',
  icon: 'key-round',
  config,
  calls: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  wiring:
    'Clients log in here, and services ask here about tokens, directly and not through a balancer, which keeps no keys. It calls the store of users, and the store of sessions.',
  instances: (config) => config.replicas,
  replicaField: 'replicas',
  readsClock: ({ tokens }) => tokens === 'jwt',
  readsKeys: ({ loginLimit }) => loginLimit !== undefined,
  passesOn: (config, request, op) => (config.tokens === 'opaque' || isLogin(config, request, op) ? 1 : 0),
  caveat: ({ tokens, loginLimit }) =>
    [
      tokens === 'jwt' ? 'the calls that fetch its keys are left out, a few for each caller and hour' : '',
      loginLimit === undefined ? '' : 'nobody is taken to be refused for logging in too often',
    ]
      .filter((said) => said !== '')
      .join('; ') || undefined,
  resources: (config) => heldResources({ ...config, model: 'event-loop' }),
  work: workOf,
  atCaller: (config) => (config.tokens === 'jwt' ? keysAtCaller(config) : undefined),
  cost: ({ replicas, cores }, _usage, prices) => [
    {
      driver: 'hours',
      title: `${replicas} × ${cores} vCPU`,
      monthly: prices('compute-vcpu', replicas * cores),
    },
  ],
  station: (config, site) => {
    const pipeline = new Pipeline(site, heldStages({ ...config, model: 'event-loop' }), config);
    const { loginLimit: limit } = config;
    if (limit === undefined) return pipeline;
    const { visits } = site.sim;
    const isLimited = site.requests.kinds.map(({ name }) =>
      (['read', 'write'] as const).map((op) => isLogin(config, name, op)),
    );
    const applies = (visit: number) => isLimited[visits.kind[visit]][visits.op[visit] === Op.write ? 1 : 0];
    const interval = limit.within / limit.attempts;
    return new LimitedByKey(site, { interval, burst: limit.attempts, applies }, pipeline);
  },
  starter: { replicas: 2, cores: 2 },
});

/** Verifications stay at the callers, as long as they have the keys. */
function keysAtCaller(config: Config): CallerSide {
  const { verify: verifyTime, keyCache: keptFor, tokenLife, leeway } = config;
  return {
    goOut: (request, op) => (isLogin(config, request, op) ? 1 : 0),
    time: verifyTime,
    layer: ({ link, caller, stream }, below) => {
      const { kinds } = caller.requests;
      const isVerification = (kind: number, op: number) =>
        !isLogin(config, kinds[kind].name, op === Op.write ? 'write' : 'read');
      const validity = { tokenLife, leeway, draws: stream('tokens') };
      return new CachedKeys(link, below, { keptFor, verifyTime, isVerification, validity });
    },
  };
}
