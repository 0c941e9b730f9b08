import { useOtherDevices } from "./useOtherDevices";

/** The line that names the person's other devices. */
export default function OtherDevices() {
  const devices = useOtherDevices();
  return <p id="presence" className="hint" aria-live="polite">{devices.length > 0 && `Also open in ${new Intl.ListFormat("en").format(devices)}`}</p>;
}
