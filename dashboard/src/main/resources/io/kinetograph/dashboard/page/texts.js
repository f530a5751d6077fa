// How the page writes names, shares and times.

// Characters that change the direction of the text around them.
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const DAY = 86_400_000;

export const clockTime = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});
const minuteTime = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

export function named(activity) {
  const words = activity.replace(DIRECTIONS, '').replace(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// A name in Hebrew or Arabic must not change the order of the numbers beside it.
export const isolated = (name) => `\u2068${name}\u2069`;

export const percent = (share) => `${Math.round(share * 100)}%`;

export const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;

// About how long ago.
export function duration(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

// How long something lasted.
export function lasting(millis) {
  const minutes = Math.floor(millis / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.round(millis / 1000))} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// With the day, if it may be another one than today.
export const timeOfDay = (time, now) =>
  (new Date(time).getDate() === new Date(now).getDate() && Math.abs(now - time) < DAY
    ? minuteTime : dayAndTime).format(time);
