/**
 * Within a transaction: whole tables are joined by hashing, in one go. Right after a back-fill PostgreSQL has no statistics,
 * takes every table for tiny, and looks each row of one up in the other anew: six weeks of nine zones took 10 s.
 */
export const HASH_JOINS = 'set local enable_nestloop = off';
export const USUAL_JOINS = 'set local enable_nestloop to default';
