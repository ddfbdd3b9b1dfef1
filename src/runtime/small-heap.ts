import { setFlagsFromString } from 'node:v8';

/**
 * For the process of a bot, its threads included: new objects get no more room than at the beginning, 1 MiB, before V8
 * looks what of them still lives. Events live for a moment; left alone V8 takes up to 128 MiB a thread for them, at a
 * bot's rates for nothing. Growing is what can still be told of a heap that is there, its limit cannot.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
