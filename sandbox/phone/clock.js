// Times as WeChat writes them, in the platform's own time (which drills can move) and in Beijing time.

const ZONE = "Asia/Shanghai";
const WEEKDAYS = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"];
const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE, year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

let offset = 0;

/** The platform says what time it is there; from now on `now()` goes along with it. */
export function setPlatformTime(iso) {
  const there = Date.parse(iso ?? "");
  if (!Number.isNaN(there)) offset = there - Date.now();
}

export const now = () => new Date(Date.now() + offset);

function local(date) {
  return Object.fromEntries(parts.formatToParts(date).map(({ type, value }) => [type, value]));
}

const dayNumber = (at) => Date.UTC(+at.year, +at.month - 1, +at.day) / 86_400_000;

export const hourAndMinute = (date) => {
  const at = local(date);
  return `${at.hour}:${at.minute}`;
};

export const toTheSecond = (date) => {
  const at = local(date);
  return `${at.hour}:${at.minute}:${at.second}`;
};

export const dateAndTime = (date) => {
  const at = local(date);
  return `${at.year}年${Number(at.month)}月${Number(at.day)}日 ${at.hour}:${at.minute}`;
};

/** "10:21", "昨天 10:21", "星期三 10:21" or "2026年9月1日 10:21", seen from `today`. */
export function chatTime(date, today = now()) {
  const at = local(date);
  const age = dayNumber(local(today)) - dayNumber(at);
  const time = `${at.hour}:${at.minute}`;
  if (age === 0) return time;
  if (age === 1) return `昨天 ${time}`;
  if (age > 1 && age < 7) return `${WEEKDAYS[new Date(dayNumber(at) * 86_400_000).getUTCDay()]} ${time}`;
  return dateAndTime(date);
}
