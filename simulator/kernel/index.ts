export { Fingerprint } from './fingerprint.ts';
export { type Bucket, Histogram } from './histogram.ts';
export { cos, exp, expm1, ln, log1p, pow, sin } from './math.ts';
export { RandomStream, streamFor } from './random.ts';
export { betaI, gammaFunction, gammaP, gammaQ, lnGamma, normalCdf } from './special.ts';
