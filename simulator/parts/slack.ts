/**
 * Times and tokens are sums, and sums that are equal on paper differ in their last bits: 20 + 60 + 20 ms may be a little
 * more than 100 ms. What differs by less than this share counts as equal: an answer exactly at its timeout is in time, and
 * 10 ms at 100/s are a whole token.
 */
export const SLACK = 1e-9;
