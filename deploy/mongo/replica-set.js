// Joins the three members into one replica set and makes the user that kyoso's services are. Run by mongosh, at every
// start; what is there already stays as it is. No password is in an argument or in the environment.
const fs = require("fs");
const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, "utf8").trim();

const MEMBERS = ["mongo-1:27017", "mongo-2:27017", "mongo-3:27017"];
const SECONDS_MAX = 90;

const admin = db.getSiblingDB("admin");
admin.auth("root", secret("mongo_root_password"));

if (admin.hello().setName === undefined) {
  rs.initiate({ _id: "kyoso", members: MEMBERS.map((host, index) => ({ _id: index, host, priority: index ? 1 : 2 })) });
  print("replica set: made of " + MEMBERS.join(", "));
}

// Users are made at the primary. At the first start that is this member, which has the higher priority; later another
// may have been elected, and then the user is there already.
let waited = 0;
while (!admin.hello().isWritablePrimary && !admin.hello().primary) {
  if (waited++ >= SECONDS_MAX) throw new Error(`no primary after ${SECONDS_MAX} s: docker compose logs mongo-1`);
  sleep(1000);
}

if (!admin.hello().isWritablePrimary) {
  print("replica set: the primary is " + admin.hello().primary);
} else if (admin.getUser("kyoso") === null) {
  const roles = [{ role: "readWriteAnyDatabase", db: "admin" }];
  admin.createUser({ user: "kyoso", pwd: secret("mongo_kyoso_password"), roles });
  print("user kyoso: made");
} else {
  admin.updateUser("kyoso", { pwd: secret("mongo_kyoso_password") });
  print("user kyoso: has the password of the file");
}
