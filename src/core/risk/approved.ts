import type { AmendRequest, OrderRequest } from '../../sdk/index.ts';

declare const approved: unique symbol;

/**
 * An order that the gate has let through. Only `risk/gate.ts` makes one, and nothing else can be submitted.
 * The brand is a type, not a value: messages between threads would lose a value, so the executor checks again.
 */
export type ApprovedOrder = OrderRequest & { readonly [approved]: 'order' };
export type ApprovedAmend = AmendRequest & { readonly [approved]: 'amend' };
