/** Offers a message to the subscribers of a topic; it is only rendered when there are any. */
export type Publish = (topic: string, render: () => object) => void;
