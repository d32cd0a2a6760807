/** A picture that is on the phone. */

import { useEffect, useState } from "react";

export function Picture({ bytes, type, words, large = false }: { bytes: ArrayBuffer | undefined; type: string; words: string; large?: boolean }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!bytes) return;
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return address ? <img className={large ? "picture large" : "picture"} src={address} alt={words} /> : <span className="picture" />;
}
