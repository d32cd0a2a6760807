/** An answer with all its fields: the server always sends them, while the document calls only what must be sent required. */
export type Full<T> = T extends readonly (infer Entry)[] ? Full<Entry>[] : T extends object ? { [Key in keyof T]-?: Full<Exclude<T[Key], undefined>> } : T;
