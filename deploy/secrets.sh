#!/usr/bin/env bash
# Makes the passwords and keys of a deployment, one file each, in the folder that is named (secrets). Run it once, as root
# when containers are to read them: each file then belongs to the one user that needs it. What exists is never replaced.
set -euo pipefail
umask 077
folder=${1:?usage: deploy/secrets.sh FOLDER}
services=(people booking matching points notifications feeds portal)
mkdir -p "$folder"

# put NAME OWNER < value: keeps what is there
put() {
  local file="$folder/$1"
  if [ -e "$file" ]; then
    cat >/dev/null
  else
    cat >"$file.new"
    mv "$file.new" "$file"
  fi
  chmod 0400 "$file"
  [ "$(id -u)" -ne 0 ] || chown "$2:$2" "$file"
}
random() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

# the users that the containers run as: kyoso, mongod, Kafka, Grafana
kyoso=10001 mongod=999 kafka=1000 grafana=472

random 32 | put kyoso_master_key $kyoso
random 24 | put mongo_root_password $mongod
random 24 | put mongo_kyoso_password $mongod
random 512 | put mongo_keyfile $mongod
random 24 | put grafana_password $grafana
random 24 | put smtp_password $kyoso # the mail server's owner gives the real one: write it here when there is a user
printf 'mongodb://kyoso:%s@mongo-1:27017,mongo-2:27017,mongo-3:27017/?replicaSet=kyoso&authSource=admin' \
  "$(cat "$folder/mongo_kyoso_password")" | put kyoso_mongo_url $kyoso
for name in operator "${services[@]}"; do
  random 24 | put "kafka_$name" $kyoso
done

# Kafka's list of users: the brokers' own, the operator's (topics, access lists), and one for each service
{
  broker=$(random 24)
  echo 'KafkaServer {'
  echo '  org.apache.kafka.common.security.plain.PlainLoginModule required'
  echo "  username=\"broker\" password=\"$broker\""
  echo "  user_broker=\"$broker\""
  echo "  user_operator=\"$(cat "$folder/kafka_operator")\""
  for name in "${services[@]}"; do
    echo "  user_kyoso-$name=\"$(cat "$folder/kafka_$name")\""
  done
  echo '  ;'
  echo '};'
} | put kafka_jaas $kafka

echo "$folder: $(find "$folder" -type f | wc -l) files / ファイルを用意しました"
